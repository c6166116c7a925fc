package dev.cairn.metadata;

import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What tagged attributes mean, in the simplest way: it keeps the attributes and works everything else out from scratch. The
 * meaning of a name is known from how it was made and never parsed. One thread.
 */
final class TagModel {

    /** An attribute name and what its tags mean. */
    record Name(String text, boolean isHidden, boolean isSearched, List<Long> total, List<Long> position) {}

    private static final List<String> FREE = List.of("", "x.", "a.b.", "9.");
    private static final List<Long> NUMBERS = List.of(0L, 1L, 7L, -1L);

    final List<Name> names;
    final Map<InodeNumber, TreeMap<String, String>> attributes = new TreeMap<>();
    private final Map<TotalName, long[]> injected = new HashMap<>();
    private final Map<String, Name> byText = new HashMap<>();

    TagModel(Random random) {
        List<Name> all = new ArrayList<>();
        for (int tags = 1; tags < 16; tags++) {
            for (String free : FREE) {
                boolean isTotal = (tags & 4) != 0;
                boolean isIndex = (tags & 8) != 0;
                if (!(isTotal && isIndex)) {
                    all.add(name(random, tags, free, isTotal, isIndex));
                }
            }
        }
        names = List.copyOf(all);
        names.forEach(name -> byText.put(name.text(), name));
    }

    private static Name name(Random random, int tags, String free, boolean isTotal, boolean isIndex) {
        List<String> words = new ArrayList<>();
        List<String> all = List.of("hide.", "srch.", "totl.", "indx.");
        for (int i = 0; i < all.size(); i++) {
            if ((tags >> i & 1) == 1) {
                words.add(all.get(i));
            }
        }
        Collections.shuffle(words, random);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < (isTotal ? 3 : isIndex ? 2 : 0); i++) {
            boolean isMajor = isIndex && i == 0;
            numbers.add(isMajor ? random.nextInt(2) * 255L : NUMBERS.get(random.nextInt(2) * random.nextInt(4)));
        }
        String rest = numbers.isEmpty()
                ? "free"
                : String.join(".", numbers.stream().map(n -> number(random, n)).toList());
        return new Name(
                "scoutfs." + String.join("", words) + free + rest,
                (tags & 1) != 0,
                (tags & 2) != 0,
                isTotal ? numbers : List.of(),
                isIndex ? numbers : List.of());
    }

    /** A number in one of its forms. */
    static String number(Random random, long value) {
        return switch (random.nextInt(4)) {
            case 0 -> "0x" + Long.toHexString(value);
            case 1 -> "0" + Long.toOctalString(value);
            default -> Long.toUnsignedString(value);
        };
    }

    private static long valueOf(String text) {
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16).longValue();
        }
        return new BigInteger(text, text.startsWith("0") ? 8 : 10).longValue();
    }

    /** What an inode has. */
    Map<String, String> of(InodeNumber inode) {
        return Objects.requireNonNull(attributes.get(inode));
    }

    private Name named(String text) {
        return Objects.requireNonNull(byText.get(text));
    }

    /** The first of the checks that fails. */
    Optional<ErrorCode> refusal(
            InodeNumber inode, Name name, String value, XattrMode mode, boolean isAdmin, boolean isValid) {
        boolean exists = of(inode).containsKey(name.text());
        if (!isAdmin) {
            return Optional.of(ErrorCode.EPERM);
        }
        if (exists && mode == XattrMode.CREATE) {
            return Optional.of(ErrorCode.EEXIST);
        }
        if (!exists && mode == XattrMode.REPLACE) {
            return Optional.of(ErrorCode.ENODATA);
        }
        boolean isBad = name.total().isEmpty() ? !name.position().isEmpty() && !value.isEmpty() : !isValid;
        return isBad ? Optional.of(ErrorCode.EINVAL) : Optional.empty();
    }

    void inject(TotalName name, long sum, long count) {
        long[] total = injected.computeIfAbsent(name, ignored -> new long[2]);
        total[0] += sum;
        total[1] += count;
    }

    Set<InodeNumber> holders(Name wanted) {
        Set<InodeNumber> holders = new TreeSet<>();
        attributes.forEach((inode, has) -> {
            if (has.containsKey(wanted.text())) {
                holders.add(inode);
            }
        });
        return holders;
    }

    List<String> totals() {
        TreeMap<TotalName, long[]> sums = new TreeMap<>();
        injected.forEach((name, counters) -> sums.put(name, counters.clone()));
        attributes
                .values()
                .forEach(has -> has.forEach((text, value) -> {
                    List<Long> numbers = named(text).total();
                    if (!numbers.isEmpty()) {
                        var name = new TotalName(numbers.get(0), numbers.get(1), numbers.get(2));
                        long[] total = sums.computeIfAbsent(name, ignored -> new long[2]);
                        total[0] += valueOf(value);
                        total[1]++;
                    }
                }));
        sums.values().removeIf(total -> total[0] == 0 && total[1] == 0);
        List<String> texts = new ArrayList<>();
        sums.forEach((name, total) -> texts.add("%s = %d, %d".formatted(name, total[0], total[1])));
        return texts;
    }

    List<IndexPosition> index() {
        Set<IndexPosition> positions = new TreeSet<>();
        attributes.forEach((inode, has) -> has.keySet().forEach(text -> {
            List<Long> numbers = named(text).position();
            if (!numbers.isEmpty()) {
                positions.add(new IndexPosition(numbers.get(0).intValue(), numbers.get(1), inode));
            }
        }));
        return new ArrayList<>(positions);
    }

    List<String> listing(InodeNumber inode, Predicate<Name> isShown) {
        return of(inode).keySet().stream()
                .filter(text -> isShown.test(named(text)))
                .toList();
    }
}
