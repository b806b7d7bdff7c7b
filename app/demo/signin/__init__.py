"""The stand-in for AWS Sign-In: the federation endpoint, and the page that stands for the console."""
