package dev.cairn.rpc;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values of any type that the interfaces of the services exchange, from a seed. A record gets a value for each
 * component, so a component that is added is covered without a change here; only types that refuse some values are
 * made by hand. Used by one thread.
 */
public final class RandomValues {

    private static final int ELEMENTS_MAX = 4;
    private static final int LENGTH_MAX = 300;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
    /** Seconds around 1970 that an {@link Instant} gets here: some hundred thousand years. */
    private static final long SECONDS_MAX = 10_000_000_000_000L;

    private final Random random;
    private final TimeSource clock;
    private final Map<Class<?>, Supplier<Object>> byHand = new HashMap<>();
    private final Map<Class<?>, List<Object>> decks = new HashMap<>();
    private final Set<Object> chosen = new HashSet<>();

    public RandomValues(long seed, TimeSource clock) {
        this.random = new Random(seed);
        this.clock = clock;
        plainValues();
        byHand.put(Deadline.class, () -> Deadline.in(LONGEST_CALL.minusMillis(random.nextInt(30_000)), this.clock));
        byHand.put(Epoch.class, () -> new Epoch(positive()));
        byHand.put(LockName.class, () -> new LockName("content/" + text()));
        byHand.put(RequestId.class, () -> new RequestId(uuid(), random.nextInt(1 << 20), 1 + positive() / 2));
        byHand.put(EntryPath.class, () -> new EntryPath(new InodeNumber(number()), names()));
        byHand.put(Extent.class, () -> new Extent(positive() / 2, 1 + positive() / 4, of(Place.class)));
        byHand.put(
                Location.class,
                () -> new Location(
                        new SegmentId(number()), positive(), positive(), 1 + positive() / 2, random.nextInt()));
    }

    private void plainValues() {
        byHand.put(int.class, random::nextInt);
        byHand.put(Integer.class, random::nextInt);
        byHand.put(long.class, this::number);
        byHand.put(Long.class, this::number);
        byHand.put(boolean.class, random::nextBoolean);
        byHand.put(Boolean.class, random::nextBoolean);
        byHand.put(OptionalLong.class, () -> random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty());
        byHand.put(String.class, this::text);
        byHand.put(UUID.class, this::uuid);
        byHand.put(Bytes.class, this::bytes);
        byHand.put(Instant.class, this::instant);
        byHand.put(Duration.class, () -> Duration.ofSeconds(random.nextInt(1 << 20), random.nextInt(1_000_000_000)));
    }

    /** The enum constants and the variants of sealed types that were made so far. */
    public Set<Object> chosen() {
        return Set.copyOf(chosen);
    }

    public <T> T of(Class<T> type) {
        return type.cast(of((Type) type));
    }

    /** A value of a type as reflection shows it, such as that of a method's parameter. */
    public Object of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return container(generic);
        }
        Class<?> plain = (Class<?>) type;
        Supplier<Object> maker = byHand.get(plain);
        if (maker != null) {
            return maker.get();
        }
        if (plain.isEnum()) {
            return choose(plain, plain.getEnumConstants());
        }
        if (plain.isSealed()) {
            return of((Type) choose(plain, plain.getPermittedSubclasses()));
        }
        return record(plain);
    }

    private Object container(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type element = type.getActualTypeArguments()[0];
        if (raw.equals(Optional.class)) {
            return random.nextBoolean() ? Optional.of(of(element)) : Optional.empty();
        }
        if (raw.equals(Map.class)) {
            Map<Object, Object> map = new HashMap<>();
            for (int left = random.nextInt(ELEMENTS_MAX); left > 0; left--) {
                map.put(of(element), of(type.getActualTypeArguments()[1]));
            }
            return map;
        }
        List<Object> values = new ArrayList<>();
        for (int left = random.nextInt(ELEMENTS_MAX); left > 0; left--) {
            values.add(of(element));
        }
        return raw.equals(Set.class) ? new HashSet<>(values) : values;
    }

    private Object record(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("no way to make a " + type);
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = isLeftOut(components[i].getAnnotatedType()) ? null : of(components[i].getGenericType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot make a " + type, e);
        }
    }

    private boolean isLeftOut(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class) && random.nextBoolean();
    }

    /** Draws each of {@code all} once before any of them comes again. */
    private Object choose(Class<?> type, Object[] all) {
        List<Object> deck = decks.computeIfAbsent(type, key -> new ArrayList<>());
        if (deck.isEmpty()) {
            deck.addAll(List.of(all));
            Collections.shuffle(deck, random);
        }
        Object drawn = deck.removeLast();
        chosen.add(drawn);
        return drawn;
    }

    /** Small ones, large ones and negative ones, as unsigned fields and bit masks hold. */
    private long number() {
        return random.nextLong() >> random.nextInt(Long.SIZE);
    }

    private long positive() {
        return random.nextLong() >>> (1 + random.nextInt(Long.SIZE - 1));
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(-SECONDS_MAX, SECONDS_MAX), random.nextInt(1_000_000_000));
    }

    /** Any bytes: names are not text. */
    public Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(LENGTH_MAX)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private List<Bytes> names() {
        List<Bytes> names = new ArrayList<>(List.of(bytes()));
        for (int left = random.nextInt(ELEMENTS_MAX); left > 0; left--) {
            names.add(bytes());
        }
        return names;
    }

    private String text() {
        int[] letters = random.ints(random.nextInt(40), 1, Character.MAX_CODE_POINT)
                .filter(letter -> letter < Character.MIN_SURROGATE || letter > Character.MAX_SURROGATE)
                .toArray();
        return new String(letters, 0, letters.length);
    }
}
