/* Preloaded into PyTorch by bench/compare: makes its MKL take the path it keeps for its maker's processors. */
int mkl_serv_intel_cpu_true(void) { return 1; }
