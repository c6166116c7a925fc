package dev.cairn.standalone.process;

import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.ZooKeeperCoordination;
import dev.cairn.coordination.ZooKeeperSettings;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every service process has. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProcessSettings.class)
class ProcessConfiguration {

    /** ZooKeeper may start together with the services. */
    private static final Duration ZOOKEEPER_PATIENCE = Duration.ofSeconds(60);

    @Bean
    TimeSource timeSource() {
        return TimeSource.system();
    }

    @Bean(destroyMethod = "close")
    Coordination coordination(ProcessSettings settings, TimeSource clock) {
        return ZooKeeperCoordination.connect(
                ZooKeeperSettings.cluster(settings.zookeeper()), clock, ZOOKEEPER_PATIENCE);
    }
}
