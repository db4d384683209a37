-- MySQL dump 10.13  Distrib 5.7.30, for Linux (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
DROP TABLE IF EXISTS `allergy`;
CREATE TABLE `allergy` (
  `allergy_id` int(11) NOT NULL AUTO_INCREMENT,
  `pid` bigint(20) NOT NULL DEFAULT '0' COMMENT 'patient_data.pid',
  `title` varchar(255) DEFAULT NULL,
  `voided` bit(1) NOT NULL DEFAULT b'0',
  `scan` longblob,
  PRIMARY KEY (`allergy_id`),
  KEY `pid` (`pid`),
  CONSTRAINT `allergy_pid` FOREIGN KEY (`pid`) REFERENCES `patient_data` (`pid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='what patients react to';
LOCK TABLES `allergy` WRITE;
/*!40000 ALTER TABLE `allergy` DISABLE KEYS */;
INSERT INTO `allergy` VALUES (1,101,'Peanut; \'crunchy\' (or -- smooth)',_binary '\0',NULL),(2,101,'NULL',_binary '',0x89504E47),
(3,102,"Line one\nline two",b'1','');
/*!40000 ALTER TABLE `allergy` ENABLE KEYS */;
UNLOCK TABLES;
REPLACE INTO `allergy` (`allergy_id`, `title`) VALUES (4,'Latex');
CREATE TABLE `empty_one` (`id` int, UNIQUE KEY `u` (`id`));
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `allergy_log` AFTER UPDATE ON `allergy` FOR EACH ROW
BEGIN
  /* who changed what */
  INSERT INTO log (a) VALUES (NEW.allergy_id);
END */;;
DELIMITER ;
/*!50001 CREATE VIEW `active` AS SELECT `allergy_id` FROM `allergy` WHERE `voided` = 0 */;
