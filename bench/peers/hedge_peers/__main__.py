"""The peers in Python: `python bench/peers/hedge_peers TASK ARGUMENTS`, see ../README.md."""

import importlib
import sys

sys.dont_write_bytecode = True

from serve import end_with_parent  # noqa: E402

end_with_parent()
task, *arguments = sys.argv[1:]
importlib.import_module(task).main(*arguments)
