"""Making, checking and drawing region packs: offline tools that the running service never loads."""
