package io.lanecoder.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who misspelt a name. */
final class Nearest {
    private Nearest() {
    }

    /**
     * The known name with the fewest slips of the hand from this one, if they are few; otherwise the longest that is this one's first
     * words ({@code --batch} of {@code --batch-size}), or the shortest that this one begins.
     */
    static Optional<String> of(String word, Collection<String> known) {
        int few = Math.max(1, (int) word.chars().filter(Character::isLetter).count() / 3);
        Optional<String> slipped = known.stream().filter(name -> slips(word, name) <= few)
                .min(Comparator.comparingInt(name -> slips(word, name)));
        Comparator<String> length = Comparator.comparingInt(String::length);
        return slipped.or(() -> known.stream().filter(name -> word.startsWith(name + "-")).max(length))
                .or(() -> known.stream().filter(name -> name.startsWith(word)).min(length));
    }

    /** Letters left out, added, changed, or swapped with the next (the distance of Damerau and Levenshtein). */
    static int slips(String a, String b) {
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    least[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int value = Math.min(least[i - 1][j - 1] + (same ? 0 : 1),
                        1 + Math.min(least[i - 1][j], least[i][j - 1]));
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
                least[i][j] = swapped ? Math.min(value, least[i - 2][j - 2] + 1) : value;
            }
        }
        return least[a.length()][b.length()];
    }
}
