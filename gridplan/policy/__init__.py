"""Policy profiles: the rules of a locality as TOML, each with its clause."""

from gridplan.policy.profile import LevelRule, Profile, SizeRule, load_profile, profile_ids

__all__ = ["LevelRule", "Profile", "SizeRule", "load_profile", "profile_ids"]
