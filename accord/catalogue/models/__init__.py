from accord.catalogue.models.categories import Category
from accord.catalogue.models.prices import Price, price_of
from accord.catalogue.models.product import Product, ProductQuerySet, ProductType

__all__ = ["Category", "Price", "Product", "ProductQuerySet", "ProductType", "price_of"]
