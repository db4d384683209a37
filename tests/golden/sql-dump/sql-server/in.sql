USE [Clinic]
GO
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[Patient](
	[PatientID] [int] IDENTITY(1,1) NOT NULL,
	[LastName] [nvarchar](50) NULL,
	[BirthDate] [datetime] NULL,
	[Balance] [money] NULL,
 CONSTRAINT [PK_Patient] PRIMARY KEY CLUSTERED 
(
	[PatientID] ASC
)WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [dbo].[Patient] ON 

INSERT [dbo].[Patient] ([PatientID], [LastName], [BirthDate], [Balance]) VALUES (1, N'O''Neil', CAST(0x0000600000000000 AS DateTime), 12.5000)
INSERT [dbo].[Patient] ([PatientID], [LastName], [BirthDate], [Balance]) VALUES (2, N'Two' + CHAR(13) + CHAR(10) + N'lines', CAST(N'1970-05-04T00:00:00.000' AS DateTime), NULL)
INSERT [dbo].[Patient] ([PatientID], [LastName], [BirthDate], [Balance]) VALUES (3, N'Unknown', getdate(), DEFAULT)
SET IDENTITY_INSERT [dbo].[Patient] OFF
GO
CREATE PROCEDURE [dbo].[Overdue] @days int AS
BEGIN
  SELECT * FROM Patient WHERE Balance > 0;
END
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'what is owed', @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'Patient', @level2type=N'COLUMN',@level2name=N'Balance'
GO
