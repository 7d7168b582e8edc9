"""What was said about one message, and what became of it? An answer means what it means at its stage."""

from dataclasses import dataclass, field

from newsletter.deliveries import DeliveryState
from newsletter.delivery.envelope import Envelope
from newsletter.delivery.replies import GO_AHEAD, TAKEN, TRY_LATER, Refusal, Reply, Stage, classify, too_large


@dataclass(frozen=True)
class Outcome:
    """What became of one message: SENT, DEFERRED, FAILED or UNCERTAIN, why, and the server's words."""

    state: DeliveryState
    reason: str | None
    reply: str
    #: Whom a refusal is about; `taken` without one, `nothing` when there was no answer.
    about: str = field(default="nothing", compare=False)


class Exchange:
    """One message, the answers so far, and whether its body may have left. Knows no connection."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.body_left = False
        self._said: dict[Stage, Reply] = {}

    def hear(self, stage: Stage, reply: Reply) -> bool:
        """Note an answer; False when it is none that can be given there, and nothing after it can be trusted."""
        fits = reply.refusal or (reply.code == GO_AHEAD if stage is Stage.DATA else reply.code in TAKEN)
        if fits:
            self._said[stage] = reply
        return fits

    def heard(self, stage: Stage) -> bool:
        return stage in self._said

    def granted(self, stage: Stage) -> bool:
        """Whether the server said yes there."""
        return stage in self._said and not self._said[stage].refusal

    @property
    def permitted(self) -> bool:
        """Whether the body may go: sender, recipient and DATA were all accepted."""
        return all(self.granted(stage) for stage in (Stage.MAIL, Stage.RCPT, Stage.DATA))

    @property
    def outcome(self) -> Outcome:
        """What became of the message, if no more is said. The first no is the one that counts.

        No answer, or none that makes sense: once the body may have gone, it may have arrived (RFC 1047).
        """
        for stage, reply in self._said.items():
            if reply.refusal:
                return _refused(stage, reply)
        if Stage.DOT in self._said:
            return Outcome(DeliveryState.SENT, None, str(self._said[Stage.DOT]), "taken")
        return unanswered(self.body_left)


def unanswered(body_left: bool) -> Outcome:
    state = DeliveryState.UNCERTAIN if body_left else DeliveryState.DEFERRED
    return Outcome(state, "no_answer", "")


def _refused(stage: Stage, reply: Reply) -> Outcome:
    """Later is later. Never is about the mailbox, the message or us; at MAIL, what is about us may be mended."""
    told = "data" if stage is Stage.DOT else stage.value
    about = classify(reply, stage)
    if reply.code in TRY_LATER or (stage is Stage.MAIL and about is Refusal.POLICY):
        if about is Refusal.POLICY:
            return Outcome(DeliveryState.DEFERRED, "policy_deferred", str(reply), about)
        return Outcome(DeliveryState.DEFERRED, f"{told}_deferred", str(reply), about)
    if too_large(reply, stage):
        reason = "message_too_large"
    elif about is Refusal.POLICY:
        reason = "policy_refused"
    elif about is Refusal.MESSAGE:
        reason = "data_refused"
    elif about is Refusal.LATER:
        reason = f"{told}_refused"
    else:
        reason = "rcpt_refused"
    return Outcome(DeliveryState.FAILED, reason, str(reply), about)
