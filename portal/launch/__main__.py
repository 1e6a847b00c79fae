"""``python3 -m portal.launch run``: what the Makefile calls.

Older Pythons must be able to read this file, or they could not say what is wrong.
"""

import sys

NEEDED = (3, 11)

if sys.version_info < NEEDED:
    sys.stderr.write(
        "Python 3.11 or newer is needed, but %s is Python %d.%d: install a newer one, "
        "or name it with make PYTHON=/path/to/python3.\n"
        % (sys.executable, sys.version_info[0], sys.version_info[1])
    )
    sys.exit(1)

if __name__ == "__main__":
    from portal.launch.commands import main

    sys.exit(main(sys.argv[1:]))
