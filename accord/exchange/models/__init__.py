from accord.exchange.models.file_import import FileImport, ImportRow

__all__ = ["FileImport", "ImportRow"]
