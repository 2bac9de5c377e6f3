"""Makes the notices that a start would send, for looking at."""

from .notice_composer import NoticeComposer


class PreviewComposer(NoticeComposer):
    """Composes what a start would send; nothing is queued.

    :param activation: the ``debtor.activation``
    :param date as_of: the first day
    """

    #: What goes by a second channel is looked at too.
    copied_states = ("preview",)

    def __init__(self, env, activation, as_of):
        super().__init__(env, as_of)
        self.activation = activation

    def _prepare_notice(self, debtor, decision, languages):
        return {
            **super()._prepare_notice(debtor, decision, languages),
            "state": "preview",
            "activation_id": self.activation.id,
            "decision_id": False,
        }
