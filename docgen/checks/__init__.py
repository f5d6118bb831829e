"""What can be wrong with a submission, each rule one small function."""
