"""Which redirections are followed."""

from __future__ import annotations

import pytest

from loaders.fetch.download_errors import DownloadFailed
from loaders.fetch.redirects import next_address

HOSTS = {
    "www.irs.gov": ["23.1.2.3", "2600:1408::1"],
    "cdn.irs.gov": ["23.1.2.4"],
    "inside.irs.gov": ["23.1.2.4", "10.0.0.5"],
    "metadata": ["169.254.169.254"],
    "home": ["127.0.0.1"],
    "home6": ["::1"],
    "link": ["fe80::1%eth0"],
    "mapped": ["::ffff:10.0.0.5"],
}


def found(host: str) -> list[str]:
    return HOSTS[host]


@pytest.mark.parametrize(
    ("start", "location", "there"),
    [
        ("https://www.irs.gov/a", "/b", "https://www.irs.gov/b"),
        ("https://www.irs.gov/a", "https://cdn.irs.gov/b", "https://cdn.irs.gov/b"),
        ("http://www.irs.gov/a", "https://www.irs.gov/a", "https://www.irs.gov/a"),
        ("http://home/a", "http://home6/b", "http://home6/b"),
        ("http://home/a", "http://www.irs.gov/b", "http://www.irs.gov/b"),
    ],
)
def test_a_redirection_within_the_public_network_is_followed(start: str, location: str, there: str) -> None:
    assert next_address(start, start, location, found) == there


@pytest.mark.parametrize("host", ["inside.irs.gov", "metadata", "home", "home6", "link", "mapped"])
def test_no_redirection_leads_from_the_public_network_to_a_private_one(host: str) -> None:
    with pytest.raises(DownloadFailed, match="private address"):
        next_address("https://www.irs.gov/a", "https://www.irs.gov/a", f"https://{host}/b", found)


@pytest.mark.parametrize(
    "location", ["http://www.irs.gov/b", "file:///etc/hostname", "ftp://cdn.irs.gov/b", "javascript:b", "data:,b"]
)
def test_no_redirection_leads_to_another_scheme(location: str) -> None:
    with pytest.raises(DownloadFailed, match="another scheme"):
        next_address("https://www.irs.gov/a", "https://www.irs.gov/a", location, found)


def test_the_second_of_two_redirections_is_held_to_the_start() -> None:
    with pytest.raises(DownloadFailed, match="private address"):
        next_address("https://www.irs.gov/a", "https://cdn.irs.gov/b", "https://home/c", found)
