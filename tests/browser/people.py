"""Who signs in during a journey: the demonstration's accounts, by role."""

from pathlib import Path

from playwright.sync_api import Page

from tests.case_builders import picture
from tests.street import Street


def accounts(street: Street) -> dict[str, str]:
    """User name → password, as the demonstration printed them for whoever installed it."""
    lines = (street.home / "demo_accounts.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines]
    return {row[1]: row[2] for row in rows if len(row) > 3 and row[1] != "username"}


def full_name(street: Street, username: str) -> str:
    """The name a person is shown by."""
    lines = (street.home / "demo_accounts.txt").read_text(encoding="utf-8").splitlines()
    return next(row[3] for row in map(str.split, lines) if len(row) > 3 and row[1] == username)


def sign_in(page: Page, street: Street, username: str) -> Page:
    """Sign in and stand on today's page."""
    page.goto("/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", accounts(street)[username])
    page.click("main button")
    page.wait_for_url("**/desk/")
    return page


def photo_file(folder: Path, name: str, colour: str = "grey") -> Path:
    """A real photo on disk, as a camera would hand it over."""
    path = folder / f"{name}.jpg"
    path.write_bytes(picture(colour, (640, 480)))
    return path
