"""Settings come from flag, environment and file, in that order, and say what is wrong with them."""

from pathlib import Path

import pytest

from flows.settings import SettingsError, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_keep_everything_under_the_home() -> None:
    settings = load_settings(environ={})

    assert settings.home == Path("data")
    assert settings.catalog_url == "data/catalog.sqlite"
    assert settings.store_url == "data"


def test_a_flag_beats_the_environment_and_that_beats_the_file() -> None:
    Path("hoptac.toml").write_text('home = "from-file"\nworkers = 3\ncontact = "desk@paper.example"\n')

    settings = load_settings(
        {"home": "from-flag"}, {"HOPTAC_HOME": "from-environment", "HOPTAC_WORKERS": "4"}
    )

    assert settings.home == Path("from-flag")
    assert settings.workers == 4
    assert settings.contact == "desk@paper.example"


def test_hosts_are_a_list() -> None:
    settings = load_settings(environ={"HOPTAC_ALLOW_HOSTS": "127.0.0.1, paper.local:8080"})

    assert settings.allow_hosts == ("127.0.0.1", "paper.local:8080")


def test_connections_name_host_address_and_port() -> None:
    settings = load_settings(environ={"HOPTAC_CONNECT_TO": "paper.example=127.0.0.1:8080"})

    assert settings.connections == {"paper.example": ("127.0.0.1", 8080)}


@pytest.mark.parametrize(
    ("file", "environ", "told"),
    [
        ('hom = "x"', {}, "did you mean 'home'"),
        ("home = [", {}, "hoptac.toml"),
        ("", {"HOPTAC_WORKERS": "many"}, "HOPTAC_WORKERS='many': give a whole number"),
        ("", {"HOPTAC_WORKERS": "0"}, "from 1"),
    ],
)
def test_a_wrong_setting_is_named_with_its_mend(file: str, environ: dict[str, str], told: str) -> None:
    Path("hoptac.toml").write_text(file)

    with pytest.raises(SettingsError, match=told.replace("(", r"\(")):
        load_settings(environ=environ)


def test_a_wrong_connection_is_named() -> None:
    with pytest.raises(SettingsError, match="host=address:port"):
        _ = load_settings(environ={"HOPTAC_CONNECT_TO": "paper.example"}).connections


def test_bounds_of_a_fetch_can_be_set() -> None:
    settings = load_settings(environ={"HOPTAC_BOUNDS": "page_bytes=1000, total_seconds=2.5"})

    assert (settings.fetch_bounds.page_bytes, settings.fetch_bounds.total_seconds) == (1000, 2.5)
    assert settings.fetch_bounds.redirects == 5


@pytest.mark.parametrize(
    ("given", "told"),
    [("page_byte=1", "did you mean 'page_bytes'"), ("tries=many", "number above 0"), ("tries=-1", "above 0")],
)
def test_a_wrong_bound_is_named(given: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        _ = load_settings(environ={"HOPTAC_BOUNDS": given}).fetch_bounds


def test_what_is_off_by_default_can_be_turned_off_by_zero() -> None:
    assert load_settings(environ={"HOPTAC_KEEP_LISTINGS_DAYS": "0"}).keep_listings_days == 0
    with pytest.raises(SettingsError, match="a whole number from 1 "):
        load_settings(environ={"HOPTAC_WORKERS": "0"})
