from accord.exchange.models.export_log import ExportLog
from accord.exchange.models.file_import import FileImport, ImportRow

__all__ = ["ExportLog", "FileImport", "ImportRow"]
