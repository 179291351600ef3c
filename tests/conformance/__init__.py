"""Owns what any server of this API must answer; knows neither the client nor the sandbox."""
