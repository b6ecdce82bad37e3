"""A bilingual guide to offshore outsourcing: YAML content in, tailored documents and a static site out."""

__version__ = "0.1.0"
