"""What every answer says about itself: nobody frames it, nobody keeps it, nobody uses the camera.

The content policy itself comes from django-csp; `SecurityMiddleware` adds nosniff, HSTS, referrer and opener policy.
"""

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

# Each feature by name with an empty list: an empty header would leave the browser's own defaults in force.
FORBIDDEN_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FORBIDDEN_FEATURES)


class SecurityHeaders(MiddlewareMixin):
    """Headers for every answer; a view that sets one itself keeps its own."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if "Cache-Control" not in response.headers:
            # Pages are private: the next person at this computer must not find them in the browser's cache.
            response.headers["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response
