package dev.cairn.gateway.auth;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The access keys of a volume. Implementations are safe for use by any thread and answer quickly, from memory. */
@FunctionalInterface
public interface AccessKeys {

    /** The key with this id, if there is one that is valid now. */
    Optional<AccessKey> find(String id);

    /** A fixed set of keys. */
    static AccessKeys of(AccessKey... keys) {
        Map<String, AccessKey> byId = Stream.of(keys).collect(Collectors.toUnmodifiableMap(AccessKey::id, key -> key));
        return id -> Optional.ofNullable(byId.get(id));
    }
}
