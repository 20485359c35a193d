"""Runs the descent of population_descent.py on the published population and keeps that population.

usage: numpy_descent.py N m FILE     writes the binding times (float64) to FILE, prints one JSON line
"""
import json
import sys
import time

import population_descent as program

n, m, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
binding_times = program.population(30_000, 6_000, 41_000, critical=3.0)
binding_times.tofile(file)
began = time.perf_counter()
iterations, output = program.descend(binding_times, n, m)
print(json.dumps({"iterations": iterations, "output": float(output), "seconds": time.perf_counter() - began}))
