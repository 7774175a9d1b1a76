from accord.catalogue.models.categories import Category
from accord.catalogue.models.product import Product, ProductQuerySet, ProductType

__all__ = ["Category", "Product", "ProductQuerySet", "ProductType"]
