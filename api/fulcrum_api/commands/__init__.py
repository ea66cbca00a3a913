"""The commands of `fulcrum`, one module each; `app` puts them together."""
