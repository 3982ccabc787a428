"""The door for machines: tokens of offices, reports that come in, figures that go out."""
