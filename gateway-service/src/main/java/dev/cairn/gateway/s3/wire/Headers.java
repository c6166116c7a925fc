package dev.cairn.gateway.s3.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Headers of a request by lower-case name; each character of a value stands for one byte. Immutable after building. */
public final class Headers {

    private final SortedMap<String, List<String>> byName;

    public Headers(Map<String, List<String>> byName) {
        this.byName = new TreeMap<>();
        byName.forEach((name, values) -> this.byName.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst().map(String::strip);
    }

    public List<String> all(String name) {
        return byName.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Lower-case names in order. */
    public SortedSet<String> names() {
        return new TreeSet<>(byName.keySet());
    }
}
