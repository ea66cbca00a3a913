"""The rule book as pages to read: every rule in words, and how the concepts hang together."""

from fulcrum_api.document.pages import document, write_document

__all__ = ["document", "write_document"]
