"""What the API's document says of calls: answers, problems, links, named examples."""
