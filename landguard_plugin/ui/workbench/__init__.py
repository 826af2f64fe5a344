"""The verification workbench (核查工作台): queue, patch, linked views, keys; all deeds go through `app.patches.judging`."""
