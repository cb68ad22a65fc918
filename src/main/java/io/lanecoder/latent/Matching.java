package io.lanecoder.latent;

import java.util.Arrays;

/** The assignment problem, by the Hungarian method with shortest augmenting paths: O(rows^2 cols). */
final class Matching {
    private Matching() {
    }

    /** The greatest sum of entries of which no two share a row or a column. */
    static long best(long[][] gains) {
        long[][] table = gains.length <= gains[0].length ? gains : transposed(gains);
        int rows = table.length;
        int cols = table[0].length;
        // Potentials keep all reduced costs >= 0; column 0 and row 0 are the place from which a path begins.
        long[] rowPotential = new long[rows + 1];
        long[] colPotential = new long[cols + 1];
        int[] rowOf = new int[cols + 1];
        for (int row = 1; row <= rows; row++) {
            int[] cameFrom = new int[cols + 1];
            long[] slack = new long[cols + 1];
            boolean[] seen = new boolean[cols + 1];
            Arrays.fill(slack, Long.MAX_VALUE);
            rowOf[0] = row;
            int col = 0;
            while (rowOf[col] != 0) {
                seen[col] = true;
                int next = 0;
                long least = Long.MAX_VALUE;
                for (int j = 1; j <= cols; j++) {
                    if (!seen[j]) {
                        long reduced = -table[rowOf[col] - 1][j - 1] - rowPotential[rowOf[col]] - colPotential[j];
                        if (reduced < slack[j]) {
                            slack[j] = reduced;
                            cameFrom[j] = col;
                        }
                        if (slack[j] < least) {
                            least = slack[j];
                            next = j;
                        }
                    }
                }
                for (int j = 0; j <= cols; j++) {
                    if (seen[j]) {
                        rowPotential[rowOf[j]] += least;
                        colPotential[j] -= least;
                    } else {
                        slack[j] -= least;
                    }
                }
                col = next;
            }
            while (col != 0) {
                rowOf[col] = rowOf[cameFrom[col]];
                col = cameFrom[col];
            }
        }
        long sum = 0;
        for (int j = 1; j <= cols; j++) {
            sum += rowOf[j] == 0 ? 0 : table[rowOf[j] - 1][j - 1];
        }
        return sum;
    }

    private static long[][] transposed(long[][] table) {
        long[][] result = new long[table[0].length][table.length];
        for (int i = 0; i < table.length; i++) {
            for (int j = 0; j < table[0].length; j++) {
                result[j][i] = table[i][j];
            }
        }
        return result;
    }
}
