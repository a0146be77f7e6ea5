"""nginx in front of the site, on loopback, configured as deploy/nginx/ says.

Used by `make nginx`, the tests and the benchmark. The program is the system's own (Debian: nginx).
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from project.checkout import CHECKOUT

from .port import ADDRESS
from .worker import exit_with_parent, stop

TEMPLATE = CHECKOUT / "deploy" / "nginx" / "record.conf.template"
PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin")
TYPES = Path("/etc/nginx/mime.types")
SECONDS_TO_START = 10
TEMPORARY = "otr-nginx-"
MAIN = """\
daemon off;
{user}worker_processes auto;
worker_rlimit_nofile 8192;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    include {types};
    default_type application/octet-stream;
    sendfile on;
    {tls}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/record.conf;
    access_log {log};
}}
"""


class NginxError(Exception):
    """nginx is not installed, or does not start; the text says what to do."""


def fill_in(template: str, names: Mapping[str, str]) -> str:
    """Put values for the names in `${...}` into a template, as envsubst does; nginx's own $names stay."""
    for name, value in names.items():
        template = template.replace(f"${{{name}}}", value)
    return template


@contextmanager
def run_nginx(
    port: int,
    upstream: str,
    static: Path,
    *,
    https: bool = False,
    measured: bool = False,
    within: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve on `port` of this machine inside the block, in front of the site at `upstream`.

    `upstream` is host:port. `static` is the folder of static files. With `https` it speaks only that, with a
    certificate of its own, of which browsers warn. To be `measured`, it sets no limits for an address, and
    tells the site that it was spoken to by HTTPS. What it needs is in a temporary folder, `within` another if
    whoever comes later is to find it. It ends with this process, however that ends. Raises
    NginxError.
    """
    if PROGRAM is None or not TYPES.exists():
        raise NginxError("There is no nginx: `make proxy` installs it.")
    with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=within) as name:
        folder = Path(name)
        names = {
            "RECORD_LISTEN": f"{ADDRESS}:{port}{' ssl http2' if https else ''}",
            "RECORD_HOST": f"{ADDRESS} localhost",
            "RECORD_UPSTREAM": upstream,
            "RECORD_STATIC": str(static),
            "RECORD_CACHE": f"{folder}/cache",
            "RECORD_SCHEME": "https" if measured else "$scheme",
        }
        _write_site(folder, names, measured=measured)
        _write_main(folder, https=https, measured=measured)
        with (folder / "output").open("wb") as output:
            command = [PROGRAM, "-p", name, "-c", "nginx.conf", "-e", f"{name}/error.log"]
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=exit_with_parent,
            )
        try:
            _wait_until_listening(child, port, folder)
            yield child
        finally:
            stop(child)


def _write_site(folder: Path, names: Mapping[str, str], *, measured: bool) -> None:
    """Write the configuration of the site, as administrators do."""
    configuration = fill_in(TEMPLATE.read_text(), names)
    if measured:
        configuration = re.sub(r"^ *limit_(?:req|conn) .*$", "", configuration, flags=re.MULTILINE)
    (folder / "record.conf").write_text(configuration)


def _write_main(folder: Path, *, https: bool, measured: bool) -> None:
    """Write the configuration that includes the site's."""
    user = "user root;\n" if os.geteuid() == 0 else ""  # whoever may read the checkout
    tls = make_certificate(folder) if https else ""
    log = "off" if measured else f"{folder}/access.log record"
    main = MAIN.format(user=user, folder=folder, types=TYPES, tls=tls, log=log)
    (folder / "nginx.conf").write_text(main)


def make_certificate(folder: Path) -> str:
    """Make a certificate for this machine in a folder; return the lines that name it to nginx."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-noenc",
        "-days",
        "30",
    ]
    command += ["-subj", "/CN=On the Record on this machine", "-keyout", str(key), "-out", str(certificate)]
    command += ["-addext", f"subjectAltName=IP:{ADDRESS},DNS:localhost"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        raise NginxError("There is no openssl: `make proxy` installs it.") from None
    return f"ssl_certificate {certificate}; ssl_certificate_key {key};"


def _wait_until_listening(child: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and child.poll() is None:
        if (folder / "pid").exists():  # written when it listens
            return
        time.sleep(0.05)
    logs = [folder / "output", folder / "error.log"]
    said = "".join(log.read_text(errors="replace") for log in logs if log.exists())
    raise NginxError(f"nginx does not start on port {port}:\n{said.strip()}")
