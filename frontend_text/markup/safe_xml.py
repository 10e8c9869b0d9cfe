"""XML without document types, entities of one's own, or anything from outside."""

from __future__ import annotations

from xml.parsers import expat

from frontend_text.errors import InvalidMarkup


def safe_parser(what: str) -> expat.XMLParserType:
    """An expat parser that refuses document types, and with them entities."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = False

    def refuse(*_: object) -> None:
        raise InvalidMarkup(
            f"{what} may not have a document type or entities of its own (line {parser.CurrentLineNumber}, "
            f"column {parser.CurrentColumnNumber + 1})"
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    return parser


def run_parser(parser: expat.XMLParserType, document: str, what: str) -> None:
    """Parse a whole document. Raises InvalidMarkup with line and column if it is malformed."""
    try:
        parser.Parse(document.encode("utf-8"), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise InvalidMarkup(
            f"{what} is malformed at line {error.lineno}, column {error.offset + 1}: {reason}"
        ) from error
    except UnicodeEncodeError as error:
        raise InvalidMarkup(f"{what} holds half of a surrogate pair at character {error.start}") from error
