"""Speaks AWS: STS, IAM and the federation endpoint; boto3 lives here only."""
