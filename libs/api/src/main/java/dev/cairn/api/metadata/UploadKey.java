package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.util.UUID;

/** Which upload is meant: clients must name the key as well as the id. */
public record UploadKey(InodeNumber bucket, Bytes key, UUID id) {}
