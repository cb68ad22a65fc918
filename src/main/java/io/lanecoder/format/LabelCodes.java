package io.lanecoder.format;

import io.lanecoder.data.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives class numbers to what files call the classes: in ascending order of the names, so that they repeat. */
final class LabelCodes {
    private final Map<String, Integer> found = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private int[] codes = new int[1024];
    private int size;

    /** Labels of integer classes; the names are the integers in ascending order. */
    static Labels ofInts(int[] values) {
        int[] distinct = Arrays.stream(values).sorted().distinct().toArray();
        int[] codes = new int[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Arrays.binarySearch(distinct, values[i]);
        }
        return new Labels(codes, Arrays.stream(distinct).mapToObj(Integer::toString).toList());
    }

    /** Appends the class of the next row. */
    void add(String name) {
        Integer code = found.get(name);
        if (code == null) {
            code = names.size();
            found.put(name, code);
            names.add(name);
        }
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, (int) Math.min(Heap.MAX_ARRAY, 3L * size / 2));
        }
        codes[size++] = code;
    }

    /** {@return the number of rows so far} */
    int size() {
        return size;
    }

    /** The labels so far; names sorted as numbers if all are integers, else as text. */
    Labels toLabels() {
        boolean integers = names.stream().allMatch(LabelCodes::isInteger);
        Comparator<String> text = Comparator.naturalOrder();
        List<String> sorted = names.stream()
                .sorted(integers ? Comparator.comparingLong((String n) -> Long.parseLong(n)).thenComparing(text) : text)
                .toList();
        int[] newCode = new int[sorted.size()];
        for (int i = 0; i < newCode.length; i++) {
            newCode[found.get(sorted.get(i))] = i;
        }
        int[] result = new int[size];
        for (int i = 0; i < size; i++) {
            result[i] = newCode[codes[i]];
        }
        return new Labels(result, sorted);
    }

    private static boolean isInteger(String name) {
        int digits = name.startsWith("-") ? 1 : 0;
        // 18 digits: enough for any identifier, and comparing stays cheap
        return name.length() > digits && name.length() <= digits + 18
                && name.chars().skip(digits).allMatch(c -> c >= '0' && c <= '9');
    }
}
