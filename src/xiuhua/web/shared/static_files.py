"""Static files with hashed names, including the imports inside ES modules."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest storage, which by itself leaves imports inside ES modules unhashed."""

    support_js_module_import_aggregation = True
    manifest_strict = False
