"""The text above what is published: Markdown without HTML and pictures, and with links to http and https alone."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from timeline.errors import RefusedError
from timeline.web.rendering import inert, safe_url

#: no introduction is longer, in bytes
_LONGEST = 1_000_000


def read(path: str) -> Markup:
    """Read a file of Markdown as HTML. Raises RefusedError where it cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(_LONGEST + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise RefusedError(f"--intro: {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RefusedError(f"--intro: {path} is not valid UTF-8 (byte {error.start})") from None
    if len(data) > _LONGEST:
        raise RefusedError(f"--intro: {path} has more than {_LONGEST:,} bytes, which is no introduction")
    return rendered(text)


def rendered(text: str) -> Markup:
    """Return Markdown as HTML that can do nothing but be read."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.validateLink = lambda url: safe_url(url) is not None  # type: ignore[method-assign]
    markdown.add_render_rule("link_open", _link)
    markdown.add_render_rule("image", _picture)
    tokens = markdown.parse(inert(text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):  # the page has a heading above it
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
        for name in ("style", "class"):
            token.attrs.pop(name, None)
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704


def _link(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    tokens[place].attrSet("rel", "noreferrer external")
    return self.renderToken(tokens, place, options, env)


def _picture(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> Markup:
    """Link to a picture, which a page that asks nobody for anything cannot show."""
    source, said = tokens[place].attrs["src"], self.renderInlineAsText(tokens[place].children or [], options, env)
    return Markup('<a href="%s" rel="noreferrer external">%s</a>') % (source, said or source)
