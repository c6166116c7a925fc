package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;

/** Whatever opens, ends, names and unnames: an inode is there exactly as long as a name or a valid handle keeps it. */
class RandomOpenFilesTest {

    private static final int STEPS = 2_000;
    private static final int NAMES = 8;

    private final Random random = new Random(Seeds.next());
    private final TestShard shard = new TestShard();
    private final OpenCalls calls = new OpenCalls(shard);

    /** The model: names, handles with what they hold and when they end, and which of them may give the first name. */
    private final Map<String, InodeNumber> names = new TreeMap<>();

    private final Map<HandleId, Handle> handles = new HashMap<>();
    private final Set<HandleId> linkable = new HashSet<>();
    private final Set<InodeNumber> all = new HashSet<>();

    @RepeatedTest(4)
    void anInodeLivesAsLongAsSomethingKeepsIt() {
        for (int step = 1; step <= STEPS; step++) {
            step();
            if (step % 50 == 0) {
                compare();
            }
        }
        shard.clock.advance(Duration.ofHours(2));
        List.copyOf(names.keySet()).forEach(this::remove);
        compare();
        assertThat(shard.liveBytes()).isZero();
        shard.close();
    }

    private void step() {
        String name = "n" + random.nextInt(NAMES);
        switch (random.nextInt(11)) {
            case 0, 1 -> put(name);
            case 2 -> remove(name);
            case 3, 4 -> open(name);
            case 5 -> temporary();
            case 6 -> anyHandle().ifPresent(handle -> link(handle, name));
            case 7 -> anyHandle().ifPresent(this::close);
            case 8 -> anyHandle().ifPresent(this::renew);
            case 9 -> anyHandle().ifPresent(this::use);
            default -> pass();
        }
    }

    private void pass() {
        shard.clock.advance(Duration.ofSeconds(random.nextInt(30)));
        if (random.nextInt(5) == 0) {
            shard.restart();
        }
        if (random.nextInt(3) == 0) {
            shard.reaper(content -> random.nextInt(3) == 0 ? Optional.empty() : Optional.of(() -> {}))
                    .sweep();
        }
    }

    private Instant now() {
        return shard.clock.now();
    }

    private boolean isOpen(Handle handle) {
        return handle.expires().isAfter(now());
    }

    private Optional<Handle> anyHandle() {
        List<Handle> some = new ArrayList<>(handles.values());
        some.sort(Comparator.comparing(Handle::id));
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    private void put(String name) {
        InodeNumber inode = shard.put(name, random.nextInt(5_000)).inode();
        assertThat(names.getOrDefault(name, inode)).isEqualTo(inode);
        names.put(name, inode);
        all.add(inode);
    }

    private void remove(String name) {
        if (names.remove(name) != null) {
            shard.remove(name);
        }
    }

    private void open(String name) {
        if (names.containsKey(name)) {
            Handle handle = shard.openFiles()
                    .open(shard.context(), TestShard.file(name), Duration.ofSeconds(1 + random.nextInt(100)));
            handles.put(handle.id(), handle);
        }
    }

    private void temporary() {
        boolean isLinkable = random.nextBoolean();
        TemporaryFile file =
                calls.temporary("", isLinkable ? TemporaryRequest.Linking.ALLOWED : TemporaryRequest.Linking.EXCLUSIVE);
        handles.put(file.handle().id(), file.handle());
        all.add(file.handle().inode());
        if (isLinkable) {
            linkable.add(file.handle().id());
        }
    }

    private void link(Handle handle, String name) {
        Optional<ErrorCode> expected = Optional.empty();
        boolean isNamed = names.containsValue(handle.inode());
        if (!isOpen(handle)) {
            expected = Optional.of(ErrorCode.ESTALE);
        } else if (!isNamed && !linkable.contains(handle.id())) {
            expected = Optional.of(ErrorCode.ENOENT);
        } else if (names.containsKey(name)) {
            expected = Optional.of(ErrorCode.EEXIST);
        }
        assertThat(refusal(() -> calls.link(OpenCalls.held(handle), name)))
                .as("link of %s to %s", handle, name)
                .isEqualTo(expected);
        if (expected.isEmpty()) {
            names.put(name, handle.inode());
            if (!isNamed) {
                linkable.remove(handle.id());
            }
        }
    }

    private void close(Handle handle) {
        calls.close(handle);
        handles.remove(handle.id());
    }

    private void renew(Handle handle) {
        var lease = Duration.ofSeconds(1 + random.nextInt(100));
        Optional<ErrorCode> expected = isOpen(handle) ? Optional.empty() : Optional.of(ErrorCode.ESTALE);
        assertThat(refusal(
                        () -> handles.put(handle.id(), shard.openFiles().renew(shard.context(), handle.id(), lease))))
                .isEqualTo(expected);
    }

    private void use(Handle handle) {
        Optional<ErrorCode> expected = isOpen(handle) ? Optional.empty() : Optional.of(ErrorCode.ESTALE);
        assertThat(refusal(() -> {
                    handles.put(handle.id(), shard.openFiles().use(shard.context(), handle.id()));
                    assertThat(calls.stat(OpenCalls.held(handle)).inode()).isEqualTo(handle.inode());
                }))
                .isEqualTo(expected);
    }

    private static Optional<ErrorCode> refusal(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (CairnException e) {
            return Optional.of(e.code());
        }
    }

    private void compare() {
        shard.reap();
        shard.check();
        handles.values().removeIf(handle -> !isOpen(handle));
        Set<InodeNumber> kept = new HashSet<>(names.values());
        handles.values().forEach(handle -> kept.add(handle.inode()));
        for (InodeNumber inode : all) {
            assertThat(calls.exists(inode)).as("inode %s", inode).isEqualTo(kept.contains(inode));
            boolean isNamed = names.containsValue(inode);
            assertThat(refusal(() -> calls.stat(FileRef.inode(inode))).isEmpty())
                    .as("inode %s by number", inode)
                    .isEqualTo(isNamed);
        }
        assertThat(shard.volume().statistics(shard.context()).handles()).isEqualTo(handles.size());
        assertThat(shard.volume().statistics(shard.context()).inodes()).isEqualTo(1 + kept.size());
        all.retainAll(kept);
    }
}
