"""What operators see of the site from outside: log lines, the numbers of requests, measurements."""
