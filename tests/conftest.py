"""What all tests share: hypothesis without a deadline, since a busy machine is no bug."""

from hypothesis import settings

settings.register_profile("hotlined", deadline=None)
settings.load_profile("hotlined")
