"""The errors that end a run; `exit_code` is what the process returns for each."""


class SecretGuardError(Exception):
    """Something went wrong and the scan gave no verdict. The message says what to do."""

    exit_code = 3


class ConfigError(SecretGuardError):
    """A configuration file or an option is wrong. The message names the file and the key."""

    exit_code = 2


class SourceError(SecretGuardError):
    """The text to scan could not be read (no repository, unknown ref, unreadable file)."""


class ModelError(SecretGuardError):
    """The bundled model is missing, altered, or cannot run. It never means SAFE."""
