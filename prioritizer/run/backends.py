"""Who does the work: processes of this machine, or a Dask cluster; the figures are the same."""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.util
import ipaddress
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal
from urllib.parse import urlsplit

import joblib

from prioritizer.errors import RunError

Backend = Literal["processes", "dask"]

_ALLOCATIONS = 1_000_000  # new containers between two looks for cycles; Python looks every 700

# loky replaces a worker that has grown by 300 MB since its first task, once a task is done:
# models and word lists weigh that much, and nobody who ranks can do anything about it.
warnings.filterwarnings("ignore", message="A worker stopped while some jobs were given")
# Dask: a chunk of a file that is read here weighs 12 MB, and who ranks cannot make it lighter.
warnings.filterwarnings("ignore", message="Sending large graph")


@contextmanager
def working_on(backend: Backend, scheduler: str = "", *, jobs: int) -> Iterator[None]:
    """Let every `joblib.Parallel` inside work on a backend.

    Parameters
    ----------
    backend : {"processes", "dask"}
        Processes of this machine, or Dask workers.
    scheduler : str
        Address of a running Dask scheduler, ``tcp://host:port`` or ``tls://host:port``. Without
        one, ``dask`` starts a cluster of its own on this machine, for the time of the run.
    jobs : int
        Workers of such a cluster.

    Raises
    ------
    RunError
        If Dask is not installed, the scheduler does not answer, or its address is open to others:
        what Dask workers send each other is run as it comes, so a scheduler on the network needs
        TLS.
    """
    if backend == "processes":
        if scheduler:
            raise RunError("--scheduler stands without --backend dask.", "Add --backend dask.")
        yield
        return
    if importlib.util.find_spec("distributed") is None:
        raise RunError(
            "--backend dask needs the package distributed.",
            'Install it: pip install "prioritizer[distributed]".',
        )
    if scheduler:
        _refuse_open(scheduler)
    distributed: Any = importlib.import_module("distributed")
    cluster = None
    try:
        if not scheduler:
            cluster = distributed.LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
            )
        client = distributed.Client(cluster or scheduler, timeout=20, set_as_default=True)
    except OSError as silent:
        raise RunError(
            f"{scheduler}: no Dask scheduler answers ({type(silent).__name__}).",
            "Start one (docs/cluster.md says how), or leave --scheduler out.",
        ) from None
    try:
        with joblib.parallel_config(backend="dask"):
            yield
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


@contextmanager
def rare_collection() -> Iterator[None]:
    """Let Python look for cycles rarely meanwhile.

    Texts cut into words are millions of small lists that live long and form no cycle: each look
    walks them all and finds nothing, a sixth of the time of a run with one worker.
    """
    earlier = gc.get_threshold()
    if gc.isenabled():
        gc.set_threshold(_ALLOCATIONS, *earlier[1:])
    try:
        yield
    finally:
        gc.set_threshold(*earlier)


def give_back() -> None:
    """Give memory that is no longer used back to the machine: others of this run may want it."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # only the GNU library keeps what was freed
        ctypes.CDLL(None).malloc_trim(0)


def let_workers_go() -> None:
    """End the processes that joblib keeps for later work: what is left needs their memory more."""
    if loky := sys.modules.get("joblib.externals.loky"):  # a recall asks for no workers
        loky.get_reusable_executor().shutdown(wait=False)


def _refuse_open(scheduler: str) -> None:
    """Refuse an unencrypted address that is not this machine's own."""
    try:
        parts = urlsplit(scheduler)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = None, "", None
    if parts is None or parts.scheme not in ("tcp", "tls") or not host or port is None:
        raise RunError(
            f"--scheduler {scheduler}: not an address of a scheduler.",
            "Write tcp://127.0.0.1:8786, or tls://host:port.",
        )
    if parts.scheme == "tls" or host == "localhost":
        return
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise RunError(
            f"--scheduler {scheduler}: open to everybody on the network.",
            "Use tls:// (docs/cluster.md says how), or a scheduler on 127.0.0.1.",
        )
