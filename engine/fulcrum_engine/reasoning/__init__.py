"""From a situation to what follows: compiled rules, firings, certainties, the lean they give."""
