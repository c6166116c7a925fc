package dev.cairn.standalone;

import dev.cairn.api.RequestIds;
import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.block.VolumeSettings;
import dev.cairn.gateway.GatewayConfiguration;
import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.ContentLocks;
import dev.cairn.kernel.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Everything in one application: the gateway on services that are called directly. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MetadataProperties.class, VolumeProperties.class})
@Import(GatewayConfiguration.class)
class StandaloneConfiguration {

    @Bean
    TimeSource timeSource() {
        return TimeSource.system();
    }

    /** @param data {@code cairn.data}: where everything is kept (./data) */
    @Bean(destroyMethod = "close")
    DataFolder dataFolder(@Value("${cairn.data:data}") Path data) throws IOException {
        return DataFolder.take(data.toAbsolutePath().normalize());
    }

    @Bean(destroyMethod = "close")
    StandaloneNode standaloneNode(
            DataFolder data,
            @Value("${server.port}") int port,
            MetadataProperties metadata,
            VolumeProperties volume,
            MeterRegistry meters,
            TimeSource clock)
            throws IOException {
        var settings =
                new VolumeSettings(volume.capacity().toBytes(), volume.reserve().toBytes());
        StandaloneNode node =
                StandaloneNode.start(data, port, metadata.settings(), settings, new BlockMeters(meters), clock);
        new MetadataMeters(node.metadataNode()).bindTo(meters);
        return node;
    }

    @Bean
    MetadataService metadataService(StandaloneNode node) {
        return node.metadata();
    }

    @Bean
    RequestIds requestIds(StandaloneNode node) {
        return node.requestIds();
    }

    @Bean
    BlockService blockService(StandaloneNode node) {
        return node.blocks();
    }

    @Bean
    ContentLocks contentLocks(StandaloneNode node) {
        return node.locks();
    }

    @Bean
    AccessKey firstKey(StandaloneNode node) {
        return node.firstKey();
    }

    @Bean
    AccessKeys accessKeys(AccessKey firstKey) {
        return AccessKeys.of(firstKey);
    }

    @Bean
    ReadyFile readyFile(DataFolder data, AccessKey firstKey) {
        return new ReadyFile(data.readyFile(), firstKey);
    }
}
