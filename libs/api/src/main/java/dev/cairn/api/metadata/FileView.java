package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inode with what was asked for beside its attributes.
 *
 * @param xattrs the requested extended attributes that exist, by full name
 * @param symlinkTarget for symlinks
 */
public record FileView(
        Attributes attributes,
        Map<Bytes, Bytes> xattrs,
        @Nullable Bytes symlinkTarget) {

    public FileView {
        xattrs = Map.copyOf(xattrs);
    }
}
