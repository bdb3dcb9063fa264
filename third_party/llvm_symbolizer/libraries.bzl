# SPDX-License-Identifier: Apache-2.0
"""curl, which llvm-symbolizer is linked to, and the libraries that curl is linked to, by Debian package."""

CURL_LIBRARIES = {
    "libbrotli1": ["libbrotli"],
    "libcom-err2": ["libcom_err.so.2"],
    "libcurl4": ["libcurl.so.4"],
    "libgmp10": ["libgmp.so.10"],
    "libgnutls30": ["libgnutls.so.30"],
    "libgssapi-krb5-2": ["libgssapi_krb5.so.2"],
    "libhogweed6": ["libhogweed.so.6"],
    "libidn2-0": ["libidn2.so.0"],
    "libk5crypto3": ["libk5crypto.so.3"],
    "libkeyutils1": ["libkeyutils.so.1"],
    "libkrb5-3": ["libkrb5.so.3"],
    "libkrb5support0": ["libkrb5support.so.0"],
    "libldap-2.5-0": ["liblber-2.5.so.0", "libldap-2.5.so.0"],
    "libnettle8": ["libnettle.so.8"],
    "libnghttp2-14": ["libnghttp2.so.14"],
    "libp11-kit0": ["libp11-kit.so.0"],
    "libpsl5": ["libpsl.so.5"],
    "librtmp1": ["librtmp.so.1"],
    "libsasl2-2": ["libsasl2.so.2"],
    "libssh2-1": ["libssh2.so.1"],
    "libssl3": ["libcrypto.so.3", "libssl.so.3"],
    "libtasn1-6": ["libtasn1.so.6"],
    "libunistring2": ["libunistring.so.2"],
}
