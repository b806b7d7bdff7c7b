"""Doorstep: one click takes a signed-in colleague into the AWS Management Console."""
