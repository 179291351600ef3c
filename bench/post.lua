-- What wrk posts, again and again: the body in the file that BENCH_BODY names.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-egain-session"] = "0123456789abcdef"
wrk.body = io.open(os.getenv("BENCH_BODY"), "rb"):read("*a")
