"""Text in, positioned and typed values out: the only room that knows YAML."""
