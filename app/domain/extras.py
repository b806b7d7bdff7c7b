"""What an installation may leave out: each is an extra of the package, and needed only by who sets it up."""

from app.domain.provider_refusals import ProviderUnavailable
from app.domain.words import _


class ExtraNotInstalled(ProviderUnavailable):
    """The settings set up what needs an extra that is not there; found when the portal starts, or by the doctor."""

    code = "extra-not-installed"
    sentence = _("The settings set up %(what)s, and what speaks it is not installed.")
    remedy = _("Install the portal's wheel again with this extra, where FILE is its path: "
               "pip install 'FILE[%(extra)s]'. The image has it.")  # fmt: skip
