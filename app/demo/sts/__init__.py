"""The strict gate in front of moto's STS, IAM and Organizations."""
