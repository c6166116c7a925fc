package dev.cairn.standalone;

import dev.cairn.metadata.MetadataSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code cairn.metadata.*}: how a metadata shard is kept.
 *
 * @param reserve what stays free on the file system of the metadata, so that deletion always works ({@code reserve}, default
 *     256MB)
 * @param deletionRetention how long the deletion feed goes back ({@code deletion-retention}, default 30d)
 */
@ConfigurationProperties("cairn.metadata")
public record MetadataProperties(
        @DefaultValue("256MB") DataSize reserve,
        @DefaultValue("30d") Duration deletionRetention) {

    public MetadataSettings settings() {
        return new MetadataSettings(reserve.toBytes(), deletionRetention);
    }
}
