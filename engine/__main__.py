"""`python -m engine` is the same as `handhold`."""

from engine.cli import main

raise SystemExit(main())
