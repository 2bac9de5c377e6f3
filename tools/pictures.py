"""Which pictures stand in the guides; `./dev pictures` takes them anew."""

import json
from dataclasses import dataclass

#: Language -> who looks, and the folder of the pictures.
READERS = {
    "en": ("admin", "docs/images"),
    "nl": ("els", "docs/images/nl"),
}
DIALOG = ".modal-content"


@dataclass(frozen=True)
class Picture:
    """One picture.

    :param str name: of its file
    :param str action: action of the add-on that is opened
    :param tuple record: model and domain of the record that is opened in it
    :param tuple scripts: JavaScript, run one by one before the picture
    :param str crop: CSS selector of what is kept; empty for the page
    :param int height: at most so many pixels
    :param bool before_start: on the database where follow-up was not started
    """

    name: str
    action: str
    record: tuple = ()
    scripts: tuple = ()
    crop: str = ""
    height: int = 768
    before_start: bool = False


@dataclass(frozen=True)
class Mail:
    """The text of a message as its reader sees it."""

    name: str
    record: tuple
    height: int = 1300
    before_start = False


@dataclass(frozen=True)
class Paper:
    """The first page of a PDF file.

    :param str field: what leads from the record to the file
    """

    name: str
    record: tuple
    field: str
    before_start = False


def click(selector):
    """Return JavaScript that clicks on something that must be there."""
    return f"document.querySelector({json.dumps(selector)}).click()"


def button(name):
    """Return JavaScript that presses a button of a form by its method."""
    return click(f".o_form_view button[name={name}]")


def customer(name, model="debtor.debtor", **values):
    """Return model and domain of a customer's record."""
    domain = [["partner_id.name", "like", name]]
    return model, domain + [[key, "=", value] for key, value in values.items()]


START_ON = button("action_next")
#: The ladder that the company follows.
LADDER = (
    "debtor.followup.policy",
    [
        ["debtor_kind", "=", "business"],
        ["country_ids.code", "=", "BE"],
        ["relationship_ids", "=", False],
    ],
)
PICTURES = (
    Picture("start", "debtor_activation_open_action", height=490, before_start=True),
    Picture(
        "start-customers",
        "debtor_activation_open_action",
        scripts=(START_ON,),
        height=400,
        before_start=True,
    ),
    Picture(
        "start-preview",
        "debtor_activation_open_action",
        scripts=(START_ON, START_ON, START_ON, START_ON),
        height=900,
        before_start=True,
    ),
    Picture("morning", "debtor_todo_open_action", height=900),
    Picture(
        "proposal",
        "debtor_todo_open_action",
        record=customer("Baltic", "debtor.todo", kind="proposal"),
        height=900,
    ),
    Picture(
        "call-sheet",
        "debtor_debtor_action",
        record=customer("Wuyts"),
        scripts=(button("action_open_call"),),
        crop=DIALOG,
        height=1100,
    ),
    Picture("letters", "debtor_letter_to_print_action", height=250),
    Picture(
        "letter-batch",
        "debtor_letter_batch_action",
        record=("debtor.letter.batch", [["state", "=", "posted"]]),
        height=575,
    ),
    Paper(
        "letter", customer("Wasserij", "debtor.notice", state="sent"), "attachment_ids"
    ),
    Paper(
        "formal-notice",
        customer("Aqua Kempen", "debtor.notice", channel="registered_letter"),
        "attachment_ids",
    ),
    Picture(
        "promise",
        "debtor_pause_action",
        record=customer("Wouters", "debtor.pause", reason="promise"),
        height=580,
    ),
    Picture(
        "dispute",
        "debtor_pause_action",
        record=customer("Desmet", "debtor.pause", reason="dispute"),
        height=580,
    ),
    Picture(
        "take-back",
        "debtor_notice_action",
        record=customer("Mertens", "debtor.notice", state="sent"),
        scripts=(button("action_withdraw"),),
        crop=DIALOG,
        height=900,
    ),
    Paper(
        "statement",
        customer("Fietsen", "debtor.notice", purpose="statement"),
        "attachment_ids",
    ),
    Picture("quiet-periods", "debtor_quiet_period_action", height=250),
    Picture("debtors", "debtor_debtor_action", height=640),
    Picture("why", "debtor_debtor_action", record=customer("Lauwers"), height=722),
    Picture(
        "policy",
        "debtor_followup_policy_action",
        record=LADDER,
        scripts=(click(".o_notebook a[name=timeline]"),),
        crop=".o_notebook",
        height=1100,
    ),
    Mail("reminder", customer("Garage Claes", "debtor.notice", state="sent")),
)


def choose(names, before_start) -> list:
    """Return the pictures that are asked for on one of the two databases.

    :param list names: none for all
    """
    return [
        picture
        for picture in PICTURES
        if picture.before_start == before_start and (not names or picture.name in names)
    ]
