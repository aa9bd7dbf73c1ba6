"""A page that would ask another host is refused; harmless text is not."""

import pytest

from gridplan.errors import GridplanError
from gridplan.render.guard import refuse_foreign


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<img src=//cdn.example/x.png>",
        '<link rel="stylesheet" href="http://cdn.example/x.css">',
        '<a href="https://example.org">out</a>',
        "<style>@import 'https://cdn.example/x.css';</style>",
        "<style>b { background: url(  'http://cdn.example/x.png') }</style>",
        '<p style="background:url(//cdn.example/x.png)">',
        '<script>fetch("https://api.example/")</script>',
        "<script>import('https://cdn.example/x.js')</script>",
        "<script>new WebSocket(`wss://cdn.example`)</script>",
        "<svg><image xlink:href='https://cdn.example/x.png'/></svg>",
    ],
)
def test_another_host_is_refused(html):
    with pytest.raises(GridplanError, match="ask another host"):
        refuse_foreign(html)


@pytest.mark.parametrize(
    "html",
    [
        '<a href="map.html#zone=330411001001001">zone</a>',
        '<link rel="icon" href="data:,">',
        '<script type="application/json">{"name": "src=http://example.org"}</script>',
        "<p>src=&quot;http://example.org&quot; url(http://example.org)</p>",
        '<script>attribution = "https://leafletjs.com"</script>',
        '<script>document.createElementNS("http://www.w3.org/2000/svg", "svg")</script>',
    ],
)
def test_what_loads_nothing_passes(html):
    assert refuse_foreign(html) == html
